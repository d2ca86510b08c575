/** Entry of the terminal program. `exec` takes the short way: a run process needs neither commands nor their parser. */
const [first, ...rest] = process.argv.slice(2);

if (first === "exec") {
  const { execRun } = await import("./exec/exec-run.ts");
  process.exit(await execRun(rest[0]));
} else {
  const { runCli } = await import("./run-cli.ts");
  const code = await runCli(process.argv.slice(2));
  // What was written goes out first; watchers that close slowly are not waited for.
  for (const stream of [process.stdout, process.stderr]) await new Promise((done) => stream.write("", done));
  process.exit(code);
}
