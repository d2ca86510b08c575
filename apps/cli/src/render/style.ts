/** The few colours of the terminal output; every function returns its text as it is where colours are off. */
export interface Style {
  readonly colours: boolean;
  bold(s: string): string;
  dim(s: string): string;
  red(s: string): string;
  green(s: string): string;
  yellow(s: string): string;
  blue(s: string): string;
  cyan(s: string): string;
}

/** What decides about colours and the progress bar: `process.stdout`, or a stand-in. */
export interface Terminal {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

/** Colours only on a terminal, and never where NO_COLOR is set (to anything but nothing) or the terminal is dumb. */
export function wantsColours(out: Terminal, env: Record<string, string | undefined>): boolean {
  return out.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

export function makeStyle(colours: boolean): Style {
  const wrap = (open: number, close: number) => (s: string) => (colours ? `\x1b[${open}m${s}\x1b[${close}m` : s);
  return {
    colours,
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    red: wrap(31, 39),
    green: wrap(32, 39),
    yellow: wrap(33, 39),
    blue: wrap(34, 39),
    cyan: wrap(36, 39),
  };
}

/** A run's or step's status in its colour. */
export function styledStatus(style: Style, status: string): string {
  switch (status) {
    case "success":
    case "ok":
      return style.green(status);
    case "failed":
    case "fail":
    case "orphaned":
    case "timeout":
      return style.red(status);
    case "canceled":
    case "skipped":
    case "warn":
      return style.yellow(status);
    case "running":
      return style.blue(status);
    default:
      return style.dim(status);
  }
}
