// Prints as many bytes as the argument says, on both streams alternately.
const line = `${"x".repeat(99)}\n`;
const { writeSync } = await import("node:fs");
for (let left = Number(process.argv[2]); left > 0; left -= line.length) writeSync(left % 200 === 0 ? 1 : 2, line);
