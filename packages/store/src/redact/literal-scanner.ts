/**
 * Finds many literals in one pass (Aho and Corasick): one table look-up per character, whatever the literals are.
 * Case of ASCII letters does not matter.
 */
export interface LiteralScanner {
  /** Calls back with the literal's number and its start, in the order in which the literals end. */
  scan(text: string, found: (literal: number, start: number) => void): void;
  /** Whether `scan` would find anything. */
  holdsAny(text: string): boolean;
}

/** @param literals lower case, ASCII. */
export function createLiteralScanner(literals: readonly string[]): LiteralScanner {
  const classOf = new Uint8Array(256);
  let classes = 1;
  for (const literal of literals) {
    for (let i = 0; i < literal.length; i++) {
      const c = literal.charCodeAt(i);
      if (classOf[c] === 0) classOf[c] = classes++;
    }
  }
  for (let c = 65; c <= 90; c++) classOf[c] = classOf[c + 32] ?? 0;

  const { next, ends } = build(literals, classOf, classes);
  const accepts = Uint8Array.from(ends, (list) => (list.length > 0 ? 1 : 0));
  const lengths = literals.map((literal) => literal.length);
  return {
    holdsAny(text) {
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const c = text.charCodeAt(i);
        state = c < 256 ? (next[state * classes + (classOf[c] ?? 0)] ?? 0) : 0;
        if (accepts[state] === 1) return true;
      }
      return false;
    },
    scan(text, found) {
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const c = text.charCodeAt(i);
        state = c < 256 ? (next[state * classes + (classOf[c] ?? 0)] ?? 0) : 0;
        if (accepts[state] === 1)
          for (const literal of ends[state] ?? []) found(literal, i + 1 - (lengths[literal] ?? 0));
      }
    },
  };
}

function build(literals: readonly string[], classOf: Uint8Array, classes: number) {
  /** Per state: the state after each class of character; -1 while unknown. */
  const rows: Int32Array[] = [new Int32Array(classes).fill(-1)];
  const ends: number[][] = [[]];
  const row = (state: number): Int32Array => rows[state] ?? new Int32Array(classes);
  literals.forEach((literal, number) => {
    let state = 0;
    for (let i = 0; i < literal.length; i++) {
      const cls = classOf[literal.charCodeAt(i)] ?? 0;
      let to = row(state)[cls] ?? -1;
      if (to < 0) {
        to = rows.push(new Int32Array(classes).fill(-1)) - 1;
        ends.push([]);
        row(state)[cls] = to;
      }
      state = to;
    }
    ends[state]?.push(number);
  });
  // Breadth first: where a state knows no way on, it goes where its longest proper suffix would.
  const suffix = new Int32Array(rows.length);
  const queue: number[] = [0];
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] ?? 0;
    for (let cls = 0; cls < classes; cls++) {
      const to = row(state)[cls] ?? -1;
      const fallback = state === 0 ? 0 : (row(suffix[state] ?? 0)[cls] ?? 0);
      if (to < 0) row(state)[cls] = fallback;
      else {
        suffix[to] = fallback;
        ends[to]?.push(...(ends[fallback] ?? []));
        queue.push(to);
      }
    }
  }
  const next = new Uint16Array(rows.length * classes);
  for (const [state, r] of rows.entries()) next.set(r, state * classes);
  return { next, ends };
}
