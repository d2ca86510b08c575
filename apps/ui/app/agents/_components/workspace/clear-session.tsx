"use client";

import type { RunnerType } from "@codex-toolloop/protocol";
import type { Route } from "next";
import Link from "next/link";
import { buttonClass } from "../../../../components/button.tsx";
import { agentsPath } from "../../agents-params.ts";
import { runnerLabel } from "../../choose-runner.ts";
import { useSay } from "../frame/note.tsx";

/** Leaves the session; workspace and runner stay as they are. */
export function ClearSession({ workspace, runner }: { workspace: string; runner: RunnerType }) {
  const say = useSay();
  return (
    <Link
      href={agentsPath({ workspace, runner }) as Route}
      scroll={false}
      prefetch={false}
      onClick={() => say(`Session cleared. ${runnerLabel(runner)} stays chosen; the session is in the list.`)}
      className={buttonClass("ghost", "-mr-1.5 ml-auto !h-6 !px-1.5", "sm")}
    >
      Clear Session
    </Link>
  );
}
