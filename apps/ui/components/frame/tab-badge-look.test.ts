import { expect, it } from "vitest";
import { badgeIcon, badgeTitle } from "./tab-badge-look.ts";

it("puts the counts before the title, and takes the old ones away", () => {
  const title = badgeTitle("Runs · Codex ToolLoop", 2, 1);
  expect(title).toBe("2 running · 1 failed – Runs · Codex ToolLoop");
  expect(badgeTitle(title, 0, 3)).toBe("3 failed – Runs · Codex ToolLoop");
  expect(badgeTitle(title, 0, 0)).toBe("Runs · Codex ToolLoop");
});

it("leaves a title alone that only looks like counts", () => {
  expect(badgeTitle("2 running shoes", 0, 0)).toBe("2 running shoes");
  expect(badgeTitle(" – dash", 0, 0)).toBe(" – dash");
});

it("shows at most 9+ in the icon", () => {
  expect(decodeURIComponent(badgeIcon(12, 0))).toContain("9+");
});
