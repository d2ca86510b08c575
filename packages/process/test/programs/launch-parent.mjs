// Launches a run with the bundle of the package, prints its identity as one line of JSON, and stays until the run has ended.
// Arguments: path of the bundle, launch spec as JSON.
const { launch } = await import(process.argv[2]);
const stay = setInterval(() => {}, 60_000);
const run = await launch(JSON.parse(process.argv[3]));
console.log(JSON.stringify({ pid: run.pid, startTime: run.startTime }));
await run.exited;
clearInterval(stay);
