/**
 * Where arrays lie in the module's linear memory: one after the other, each at a multiple of 64 bytes. An instance is laid out once, for
 * rows beside a query (rows.ts) or for strips of products (strips.ts), and let go with its memory. If memory cannot grow, it traps.
 */
let end: usize = __heap_base;

/** Room for `bytes` bytes. */
export function place(bytes: usize): usize {
  const at = (end + 63) & ~63;
  end = at + bytes;
  const missing = <i32>((end + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return at;
}

// @ts-ignore: decorator
@inline
export function sumOf(two: v128): f64 {
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}
