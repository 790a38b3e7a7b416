type Color = readonly [red: number, green: number, blue: number];

// Blue to orange: told apart with every common kind of colour blindness (Brewer's PuOr and RdBu ends, darkened for text on top).
const negative: Color = [33, 102, 172];
const positive: Color = [214, 96, 20];

/** The colour of a value on a scale from -limit to limit; zero is transparent, so that it takes the theme's background. */
export function colorOf(value: number, limit: number): string {
  const share = limit === 0 ? 0 : Math.max(-1, Math.min(1, value / limit));
  const [red, green, blue] = share < 0 ? negative : positive;
  return `rgba(${red}, ${green}, ${blue}, ${(Math.abs(share) ** 0.8 * 0.85).toFixed(3)})`;
}

/** Four decimals, as PyTorch prints them, with room for a sign. */
export function fourDecimals(value: number): string {
  return value.toFixed(4);
}
