import { expect, it } from "vitest";
import { badgeIcon, badgeTitle } from "./tab-badge-look.ts";

const NONE = { running: 0, failed: 0, waiting: 0 };

it("puts the counts before the title, and takes the old ones away", () => {
  const title = badgeTitle("Runs · Codex ToolLoop", { running: 2, failed: 1, waiting: 1 });
  expect(title).toBe("1 waiting · 2 running · 1 failed – Runs · Codex ToolLoop");
  expect(badgeTitle(title, { ...NONE, failed: 3 })).toBe("3 failed – Runs · Codex ToolLoop");
  expect(badgeTitle(title, NONE)).toBe("Runs · Codex ToolLoop");
});

it("leaves a title alone that only looks like counts", () => {
  expect(badgeTitle("2 running shoes", NONE)).toBe("2 running shoes");
  expect(badgeTitle(" – dash", NONE)).toBe(" – dash");
});

it("shows at most 9+ in the icon", () => {
  expect(decodeURIComponent(badgeIcon({ ...NONE, running: 12 }))).toContain("9+");
});

it("counts in amber while runs wait for a decision", () => {
  const icon = decodeURIComponent(badgeIcon({ running: 3, failed: 0, waiting: 2 }));
  expect(icon).toContain(">2<");
  expect(icon).toContain("#b26a00");
});
