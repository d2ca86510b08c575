#!/usr/bin/env node
/** All stages in their order; the first that fails ends it. */
import { options, runStage } from "./run-stage.mjs";

const STAGES = ["nb", "bts", "stcc", "ic"];
const given = options();
const ok = STAGES.every((name, i) => runStage(name, given, { from: i / STAGES.length, to: (i + 1) / STAGES.length }));
console.log(ok ? "all stages are done" : "ended at the first stage that failed");
process.exitCode = ok ? 0 : 1;
