/**
 * The command as a person wrote it: codex tells `/bin/bash -lc '…'`, quoted for a shell. What is not of that form stays
 * as it is.
 */
export function readableCommand(command: string): string {
  const words = shellWords(command);
  const [shell = "", flag = "", script] = words ?? [];
  const wrapped = words?.length === 3 && /(^|\/)(ba|z|da)?sh$/.test(shell) && /^-l?c$/.test(flag);
  return wrapped && script !== undefined ? script : command;
}

/** Splits a line that was quoted for POSIX shells into its words; null where it is none (an open quote, an operator). */
function shellWords(line: string): string[] | null {
  const words: string[] = [];
  let rest = line.trim();
  while (rest !== "") {
    let word = "";
    for (;;) {
      const part = /^(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\;&|<>()$`]+))/.exec(rest);
      if (!part) break;
      rest = rest.slice(part[0].length);
      word += part[1] ?? part[2]?.replace(/\\([\\"$`])/g, "$1") ?? part[3] ?? part[4] ?? "";
      if (rest === "" || /^\s/.test(rest)) break;
    }
    if (rest !== "" && !/^\s/.test(rest)) return null;
    words.push(word);
    rest = rest.trimStart();
  }
  return words;
}
