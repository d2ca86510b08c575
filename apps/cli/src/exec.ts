/** Entry of the run process: `node exec.mjs <runDir>`, started by a launcher. */
import { execRun } from "./exec/exec-run.ts";

process.exit(await execRun(process.argv[2]));
