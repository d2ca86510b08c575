/** Words that a spec or an answer of an agent uses, with how much each says about where to look. */
export interface SearchTerms {
  /** Lower case word → weight. The heaviest only. */
  weights: ReadonlyMap<string, number>;
  /** What looks like a file's path or name, as it was written. */
  paths: ReadonlySet<string>;
}

export interface SearchText {
  text: string;
  /** How much its words count. */
  weight: number;
}

const TERMS_MAX = 80;
const PATHS_MAX = 200;
const TEXT_MAX = 64 * 1024;
const STOP = new Set(
  "a able about above add added after all already also although always an and any are as at be because been before being below between both but by can cannot change changed changes code could do does done each either else every example false file files first following for from function get given had has have here how however if in into is it its just keep last let like made make makes many may might more most must need needs never new no none not now null number of off often on once one only or other our out over own per return returns run same see set should show shown shows so some step still string such take test tests than that the their them then there these they this those through to too true two type under until up use used user uses using value values very was way we well were what when where whether which while who whole why will with within without work works would write yes yet you your".split(
    " ",
  ),
);

/** The words and paths of these texts. */
export function searchTerms(texts: readonly SearchText[]): SearchTerms {
  const counts = new Map<string, number>();
  const paths = new Set<string>();
  for (const { text, weight } of texts) {
    const clipped = text.slice(0, TEXT_MAX);
    for (const [path] of clipped.matchAll(/[\w@.-]{1,100}(?:\/[\w@.-]{1,100}){1,20}|[\w-]{1,80}\.[A-Za-z]{1,6}\b/g))
      if (paths.size < PATHS_MAX) paths.add(path.replace(/^\.\//, ""));
    for (const [word] of clipped.matchAll(/[A-Za-z_$][\w$]{2,40}/g)) {
      // A name of the code says more than a word of a sentence.
      const named = /[a-z][A-Z]|_/.test(word) ? 2 : 1;
      for (const part of new Set([word.toLowerCase(), ...wordsOf(word)]))
        if (part.length > 2 && !STOP.has(part)) counts.set(part, (counts.get(part) ?? 0) + weight * named);
    }
  }
  const weights = [...counts]
    .map(([word, n]): [string, number] => [word, Math.sqrt(n)])
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, TERMS_MAX);
  return { weights: new Map(weights), paths };
}

/** `readUserName`, `read_user-name` → read, user, name. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== "");
}

/** All texts inside a value, joined; what a step handed on, as something to look for words in. */
export function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textIn).join("\n");
  if (typeof value === "object" && value !== null) return Object.values(value).map(textIn).join("\n");
  return "";
}
