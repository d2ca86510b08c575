/** Which steps, in what order? Definition schema, built-in catalog, validation, engine. No disk, no processes. */
export { definitionOf } from "./builtin/builtins.ts";
export { cloneWorkspace, prepareClone } from "./builtin/clone/clone.ts";
export { type CloneInputs, CREDENTIAL_VARIABLES } from "./builtin/clone/clone-command.ts";
export { cloneProblem } from "./builtin/clone/clone-problem.ts";
export * from "./catalog/build-catalog.ts";
export { startable } from "./catalog/startable.ts";
export type * from "./contract.ts";
export type { InputDefinition } from "./definition/input-definition.ts";
export { neededFiles } from "./definition/needed-files.ts";
export {
  type FileError,
  type ParsedDocument,
  parseWorkflowFile,
  placeWords,
  type WorkflowFile,
} from "./definition/parse-workflow-file.ts";
export { resolveArgv } from "./definition/resolve-argv.ts";
export { isCommand } from "./definition/step-definition.ts";
export { type Definition, titleOf, WorkflowDefinition } from "./definition/workflow-definition.ts";
export { workflowJsonSchema } from "./definition/workflow-json-schema.ts";
export { abortOutcome } from "./engine/abort-outcome.ts";
export { type EarlierRun, type ResumptionFound, resumption } from "./engine/resumption.ts";
export { type RunOptions, runWorkflow } from "./engine/run-workflow.ts";
export { asksReplay } from "./start/asks-replay.ts";
export type { Recording } from "./start/choose-runners.ts";
export { type FoundScript, findScript } from "./start/find-script.ts";
export { flagsFor, type InputField, type InputFlag, inputFields } from "./start/input-fields.ts";
export { offeredRunners } from "./start/offered-runners.ts";
export { type PreparedResume, prepareResume } from "./start/prepare-resume.ts";
export { type PrepareRequest, prepareRun, readInputs } from "./start/prepare-run.ts";
export { runnerField } from "./start/runner-field.ts";
export { nearest, shellLine } from "./text.ts";
