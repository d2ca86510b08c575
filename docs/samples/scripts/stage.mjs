#!/usr/bin/env node
/** One stage, named by its first argument. */
import { options, runStage } from "./run-stage.mjs";

const given = options();
const [name = "stage"] = given.names;
process.exitCode = runStage(name, given) ? 0 : 1;
