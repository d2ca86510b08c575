/** How does one agent take a turn? One contract, one folder per adapter. */
export type * from "./contract.ts";
export { PREFIX_VARIABLES } from "./global-modules.ts";
export { listRecordings, openRecording, Recording } from "./replay/recordings.ts";
export {
  listWorkflowRecordings,
  openWorkflowRecording,
  type RecordedTurn,
  type RecordedWorkflow,
  WorkflowRecording,
} from "./replay/workflow-recordings.ts";
export { runnerOf } from "./runners.ts";
