/** A point of a picture, in pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Whether a point lies inside a polygon (even-odd rule): a ray from it to the right crosses the outline an odd number of times.
 *
 * @example
 * isInside({ x: 1, y: 1 }, [{ x: 0, y: 0 }, { x: 3, y: 0 }, { x: 0, y: 3 }]); // true
 */
export function isInside({ x, y }: Spot, polygon: readonly Spot[]): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i]!, polygon[j]!];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** The spot nearest to a point, if it is within `reach` pixels. */
export function nearestSpot(spots: readonly Spot[], { x, y }: Spot, reach: number): number | undefined {
  let best: number | undefined;
  let least = reach * reach;
  spots.forEach((spot, i) => {
    const distance = (spot.x - x) ** 2 + (spot.y - y) ** 2;
    if (distance <= least) [best, least] = [i, distance];
  });
  return best;
}

/**
 * Which labels can stand to the right of their spots without touching another label or another spot, the first ones first. A grid of
 * what is taken makes it fast for thousands.
 *
 * @param widths pixels of each label
 * @returns indexes of spots, in the order of `order`
 */
export function placeLabels(
  spots: readonly Spot[],
  widths: readonly number[],
  order: readonly number[],
  { height, area, most }: { readonly height: number; readonly area: Box; readonly most: number },
): number[] {
  const taken = new Map<string, Box[]>();
  const cell = 64;
  const cellsOf = ({ left, right, top, bottom }: Box): string[] => {
    const keys: string[] = [];
    for (let i = Math.floor(left / cell); i <= Math.floor(right / cell); i++)
      for (let j = Math.floor(top / cell); j <= Math.floor(bottom / cell); j++) keys.push(`${i},${j}`);
    return keys;
  };
  const take = (box: Box): void => {
    for (const key of cellsOf(box)) taken.set(key, [...(taken.get(key) ?? []), box]);
  };
  const placed: number[] = [];
  for (const i of order) {
    if (placed.length >= most) break;
    const { x, y } = spots[i]!;
    const box = { left: x + 6, right: x + 6 + widths[i]!, top: y - height / 2, bottom: y + height / 2 };
    if (box.left < area.left || box.right > area.right || box.top < area.top || box.bottom > area.bottom) continue;
    const isFree = cellsOf(box).every(key => (taken.get(key) ?? []).every(other => !overlap(box, other)));
    if (!isFree) continue;
    take(box);
    placed.push(i);
  }
  return placed;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * Points in three dimensions seen from the front without perspective, after a turn by `yaw` about the upright axis and then by `pitch`
 * about the horizontal one, in radians.
 *
 * @returns x and y of each, and how near it is
 */
export function turn(
  points: readonly (readonly [x: number, y: number, z: number])[],
  yaw: number,
  pitch: number,
): { x: number; y: number; depth: number }[] {
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  return points.map(([x, y, z]) => {
    const aside = x * cosYaw + z * sinYaw;
    const inward = z * cosYaw - x * sinYaw;
    return { x: aside, y: y * cosPitch - inward * sinPitch, depth: inward * cosPitch + y * sinPitch };
  });
}

/** Round numbers from `low` to `high`, about `wanted` of them. */
export function ticksOf(low: number, high: number, wanted: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(factor => factor * power >= rough)! * power;
  const digits = Math.max(0, Math.min(20, -Math.floor(Math.log10(step))));
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; i++)
    ticks.push(Number((i * step).toFixed(digits)));
  return ticks;
}

/** The least and the greatest of finite values, with a little room; one wide if all are the same. */
export function extentOf(values: readonly number[]): readonly [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const room = high > low ? (high - low) * 0.06 : Math.max(0.5, Math.abs(low) * 0.01);
  return [low - room, high + room];
}

/**
 * Points as they are seen: the first two of their numbers, or of three dimensions what is left after turning them about their middle.
 *
 * @param coordinates points x `dimensions`
 */
export function projected(
  coordinates: Float32Array,
  dimensions: number,
  yaw: number,
  pitch: number,
): { x: number; y: number; depth: number }[] {
  const points = Array.from({ length: coordinates.length / dimensions }, (_, i) => i * dimensions);
  if (dimensions < 3) return points.map(at => ({ x: coordinates[at]!, y: coordinates[at + 1] ?? 0, depth: 0 }));
  const middle = middleOf(coordinates);
  return turn(
    points.map(at => [
      coordinates[at]! - middle[0]!,
      coordinates[at + 1]! - middle[1]!,
      coordinates[at + 2]! - middle[2]!,
    ]),
    yaw,
    pitch,
  );
}

/** The ends of both axes that hold points of three dimensions however they are turned: turning must not change the size. */
export function boxOf(coordinates: Float32Array): readonly [number, number] {
  let far = 1e-9;
  const middle = middleOf(coordinates);
  for (let i = 0; i < coordinates.length; i += 3) {
    const distance = Math.hypot(...[0, 1, 2].map(axis => coordinates[i + axis]! - middle[axis]!));
    if (Number.isFinite(distance)) far = Math.max(far, distance);
  }
  return [-far * 1.06, far * 1.06];
}

/** Half-way between the ends of each of three axes. */
function middleOf(coordinates: Float32Array): number[] {
  return [0, 1, 2].map(axis => {
    const [low, high] = extentOf(Array.from({ length: coordinates.length / 3 }, (_, i) => coordinates[i * 3 + axis]!));
    return (low + high) / 2;
  });
}
