import { CirclePlay } from "lucide-react";
import { StartButton } from "../../../components/start-button.tsx";
import { startRecordingAction } from "../actions.ts";

/** Starts a recorded workflow with one click; works without JavaScript. */
export function StartRecording({ workflow, className = "" }: { workflow: string; className?: string }) {
  return (
    <form action={startRecordingAction} className={className}>
      <input type="hidden" name="workflow" value={workflow} />
      <StartButton className="w-full">
        <CirclePlay aria-hidden className="size-4" />
        Watch {workflow}
      </StartButton>
    </form>
  );
}
