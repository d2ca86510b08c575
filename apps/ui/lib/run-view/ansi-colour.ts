type Rgb = readonly [number, number, number];

/** The darkest and the lightest of what text stands on (`--code`, and `--panel` in the dark theme). */
const ON_LIGHT: Rgb = [243, 245, 247];
const ON_DARK: Rgb = [21, 25, 30];
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
/** WCAG AA for text. */
const CONTRAST = 4.5;

const BASIC: readonly Rgb[] = [
  [36, 41, 47],
  [197, 48, 40],
  [30, 140, 70],
  [176, 126, 0],
  [36, 103, 214],
  [150, 60, 180],
  [14, 124, 138],
  [220, 224, 228],
];

/** The colour of one of the 256: the 16 of our own, the cube, the greys. */
export function paletteColour(n: number): Rgb {
  if (n < 16) return BASIC[n % 8] ?? BLACK;
  if (n >= 232) return [(n - 232) * 10 + 8, (n - 232) * 10 + 8, (n - 232) * 10 + 8];
  const level = (v: number) => (v === 0 ? 0 : v * 40 + 55);
  return [level(Math.floor((n - 16) / 36)), level(Math.floor((n - 16) / 6) % 6), level((n - 16) % 6)];
}

/** A text colour for the style sheet: as near to what was asked for as can be read in either theme. */
export function textColour(colour: Rgb): string {
  return `light-dark(${css(readable(colour, ON_LIGHT))}, ${css(readable(colour, ON_DARK))})`;
}

/** A background as it was asked for, with a text colour that can be read on it. */
export function onBackground(background: Rgb, text: Rgb | undefined): { background: string; color: string } {
  const wanted = text ?? (contrast(WHITE, background) >= contrast(BLACK, background) ? WHITE : BLACK);
  return { background: css(background), color: css(readable(wanted, background)) };
}

/** Mixed towards black or white, whichever can be read there, until it can be read. */
function readable(colour: Rgb, on: Rgb): Rgb {
  const goal = contrast(WHITE, on) >= contrast(BLACK, on) ? WHITE : BLACK;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, goal, share);
    if (contrast(mixed, on) >= CONTRAST) return mixed;
  }
  return goal;
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * share);
  return [at(0), at(1), at(2)];
}

/** The ratio of WCAG 2, from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [la, lb] = [luminance(a), luminance(b)];
  return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
}

function luminance(colour: Rgb): number {
  const linear = (v: number) => (v <= 10.31475 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

function css([r, g, b]: Rgb): string {
  return `rgb(${r}, ${g}, ${b})`;
}
