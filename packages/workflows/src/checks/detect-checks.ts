import { CATEGORIES, type Category, type Detector, type Evidence, type Probe } from "./evidence.ts";
import { fromCargo, fromGo, fromMakefile, fromPython } from "./from-other-tools.ts";
import { fromPackageJson } from "./from-package-json.ts";

const ORDER: Detector[] = [fromPackageJson, fromMakefile, fromCargo, fromGo, fromPython];
export const LOOKED_FOR = "package.json scripts, Makefile targets, Cargo.toml, go.mod, pyproject.toml or pytest";

export interface Detected {
  /** The first evidence with a check in it. */
  evidence: Evidence | null;
  /** Files that were there but said nothing usable. */
  passedOver: Evidence[];
  /** Further evidence that was left alone because an earlier one won. */
  others: string[];
}

/** Finds how a repository checks itself: the first kind of evidence that names a check wins. */
export async function detectChecks(probe: Probe): Promise<Detected> {
  const detected: Detected = { evidence: null, passedOver: [], others: [] };
  for (const detector of ORDER) {
    const found = await detector(probe);
    if (found === null) continue;
    if (found.checks.length === 0) detected.passedOver.push(found);
    else if (detected.evidence === null) detected.evidence = found;
    else detected.others.push(found.file);
  }
  detected.evidence?.checks.sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category));
  return detected;
}

const WORDS: Record<Category, string> = { lint: "lint", types: "type check", tests: "tests", build: "build" };

/** The categories that the evidence says nothing about, in words. */
export function missingCategories(evidence: Evidence): string[] {
  return CATEGORIES.filter((c) => !evidence.checks.some((check) => check.category === c)).map((c) => WORDS[c]);
}
