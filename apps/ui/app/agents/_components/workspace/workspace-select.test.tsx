import type { Workspace } from "@codex-toolloop/protocol";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { NuqsTestingAdapter, type UrlUpdateEvent } from "nuqs/adapters/testing";
import { describe, expect, it } from "vitest";
import { WorkspaceSelect } from "./workspace-select.tsx";

const ALPHA = { id: "ws_000000000001", display_name: "alpha", present: true, session_count: 0 } as Workspace;
const BETA = { ...ALPHA, id: "ws_000000000002", display_name: "beta" };

const moves: UrlUpdateEvent[] = [];
function show(chosen: string) {
  render(
    <NuqsTestingAdapter onUrlUpdate={(e) => moves.push(e)}>
      <WorkspaceSelect workspaces={[ALPHA, BETA]} chosen={chosen} />
    </NuqsTestingAdapter>,
  );
  return screen.getByLabelText<HTMLSelectElement>("Workspace");
}
const names = (select: HTMLSelectElement) => [...select.options].map((o) => o.textContent);

describe("the workspace select", () => {
  it("shows none as chosen where none is, so that the first one can be chosen too", async () => {
    const select = show("");
    expect(select.selectedOptions[0]?.textContent).toBe("Choose a workspace");
    fireEvent.change(select, { target: { value: ALPHA.id } });
    await waitFor(() => expect(moves.at(-1)?.searchParams.get("workspace")).toBe(ALPHA.id));
    expect(select.selectedOptions[0]?.textContent).toBe("alpha");
  });

  it("offers only workspaces where one is chosen", () => {
    expect(names(show(BETA.id))).toEqual(["alpha", "beta"]);
  });
});
