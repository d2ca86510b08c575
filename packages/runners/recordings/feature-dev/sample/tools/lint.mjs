import { readdirSync, readFileSync } from "node:fs";

const RULES = [
  [/\bvar\b/, "use const or let"],
  [/[^=!]==[^=]/, "use ==="],
  [/\t/, "indent with spaces"],
];
let problems = 0;
for (const folder of ["src", "test"])
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".js")))
    readFileSync(`${folder}/${name}`, "utf8")
      .split("\n")
      .forEach((line, at) => {
        for (const [pattern, words] of RULES)
          if (pattern.test(line)) {
            problems += 1;
            console.log(`${folder}/${name}:${at + 1}: ${words}`);
          }
      });
console.log(problems === 0 ? "No problems found." : `${problems} problems.`);
process.exitCode = problems === 0 ? 0 : 1;
