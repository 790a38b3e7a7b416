type Color = readonly [red: number, green: number, blue: number];

// Blue to orange: told apart with every common kind of colour blindness (Brewer's PuOr and RdBu ends, darkened for text on top).
const negative: Color = [33, 102, 172];
const positive: Color = [214, 96, 20];
const strongest = 0.85;
/** Steps on either side of zero in {@link colorTable}. */
const steps = 255;

function shareOf(value: number, limit: number): number {
  const share = limit === 0 ? 0 : value / limit;
  return Number.isNaN(share) ? 0 : Math.max(-1, Math.min(1, share));
}

/**
 * The colour of a value on a scale from -limit to limit; zero is transparent, so that it takes the theme's background.
 *
 * @param strength how opaque the ends are: less where text stands on them
 */
export function colorOf(value: number, limit: number, strength = strongest): string {
  const share = shareOf(value, limit);
  const [red, green, blue] = share < 0 ? negative : positive;
  return `rgba(${red}, ${green}, ${blue}, ${(Math.abs(share) ** 0.8 * strength).toFixed(3)})`;
}

/** The same colours for pictures: a pixel of `ImageData` each, from -limit over zero to limit. */
export const colorTable: Uint32Array = Uint32Array.from({ length: 2 * steps + 1 }, (_, i) => {
  const share = (i - steps) / steps;
  const [red, green, blue] = share < 0 ? negative : positive;
  const alpha = Math.round(Math.abs(share) ** 0.8 * strongest * 255);
  // Bytes in memory are red, green, blue, alpha; every machine that browsers run on is little-endian.
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
});

/** Where a value's colour stands in {@link colorTable}. */
export function colorIndex(value: number, limit: number): number {
  return Math.round(shareOf(value, limit) * steps) + steps;
}

/** Four decimals, as PyTorch prints them. */
export function fourDecimals(value: number): string {
  return Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? value.toFixed(4) : value > 0 ? 'inf' : '-inf';
}

// Viridis (van der Walt and Smith, 2015), in five stops: read by everyone, and in grey.
const viridis: readonly Color[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

/** The colour of a share from 0 to 1 of an order that has no middle, such as positions or counts. */
export function orderColor(share: number): string {
  const at = Math.max(0, Math.min(1, share)) * (viridis.length - 1);
  const below = Math.min(viridis.length - 2, Math.floor(at));
  const [from, to] = [viridis[below]!, viridis[below + 1]!];
  const [red, green, blue] = from.map((value, i) => Math.round(value + (to[i]! - value) * (at - below)));
  return `rgb(${red!}, ${green!}, ${blue!})`;
}
