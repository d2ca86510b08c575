"use client";

import { CirclePlay, FolderPlus } from "lucide-react";
import { useActionState } from "react";
import { StartButton } from "../../../components/start-button.tsx";
import { tryReplayAction } from "../first-actions.ts";
import { EMPTY_AGENT_FORM } from "../form-state.ts";
import { addFolderAction } from "../workspace-actions.ts";
import { Refusal } from "./refusal.tsx";

/** Plays the first recording in the folder that the dashboard was started in. */
export function TryReplay({ folder }: { folder: string }) {
  const [state, act, pending] = useActionState(tryReplayAction, EMPTY_AGENT_FORM);
  return (
    <form action={act} className="mt-auto space-y-2">
      <input type="hidden" name="path" value={folder} />
      <Refusal state={state} known={[]} what="workspace" />
      <StartButton disabled={pending} className="w-full">
        <CirclePlay aria-hidden className="size-4" />
        {pending ? "Starting …" : "Play a recording"}
      </StartButton>
    </form>
  );
}

/** Adds the folder that the dashboard was started in. */
export function AddThisFolder({ folder }: { folder: string }) {
  const [state, act, pending] = useActionState(addFolderAction, EMPTY_AGENT_FORM);
  return (
    <form action={act} className="space-y-2">
      <input type="hidden" name="path" value={folder} />
      <Refusal state={state} known={[]} what="workspace" />
      <StartButton disabled={pending} className="w-full">
        <FolderPlus aria-hidden className="size-4 shrink-0" />
        <span className="truncate">{pending ? "Adding …" : `Add ${folder.split("/").at(-1) || folder}`}</span>
      </StartButton>
    </form>
  );
}
