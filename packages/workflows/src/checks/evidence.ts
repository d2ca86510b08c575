/** What a check is about; also the order in which they run. */
export const CATEGORIES = ["lint", "types", "tests", "build"] as const;
export type Category = (typeof CATEGORIES)[number];

/** One way in which a repository checks itself. */
export interface Check {
  id: string;
  title: string;
  category: Category;
  argv: string[];
  /** Where it was found: `scripts.lint in package.json`. */
  from: string;
}

export interface Evidence {
  /** The file that says how: `package.json`. */
  file: string;
  checks: Check[];
  /** What was seen and not used, and why. */
  remarks: string[];
  /** How to install what the checks need, when it is plainly missing. */
  install?: { argv: string[]; missing: string };
}

/** The repository as detection sees it: files by relative path, and whether a program answers. */
export interface Probe {
  readText(path: string): Promise<string | null>;
  exists(path: string): Promise<boolean>;
  answers(argv: string[]): Promise<boolean>;
}

export type Detector = (probe: Probe) => Promise<Evidence | null>;
