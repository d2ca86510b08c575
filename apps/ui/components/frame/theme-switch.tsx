"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { chooseTheme, onTheme, type ThemeChoice, themeChoice } from "./theme.ts";

const CHOICES = [
  { value: "system", label: "System theme", icon: Monitor },
  { value: "light", label: "Light theme", icon: Sun },
  { value: "dark", label: "Dark theme", icon: Moon },
] as const satisfies readonly { value: ThemeChoice; label: string; icon: unknown }[];

/** System, light or dark; remembered in this browser, followed by its other tabs. */
export function ThemeSwitch() {
  const choice = useSyncExternalStore<ThemeChoice | undefined>(onTheme, themeChoice, () => undefined);
  return (
    <fieldset className="no-script:hidden flex rounded-md border border-line bg-panel p-0.5">
      <legend className="sr-only">Theme</legend>
      {CHOICES.map(({ value, label, icon: Icon }) => (
        <button
          key={value}
          type="button"
          title={label}
          aria-label={label}
          aria-pressed={choice === value}
          onClick={() => chooseTheme(value)}
          className={`grid size-6 place-items-center rounded text-muted hover:text-fg aria-pressed:bg-raised aria-pressed:text-fg`}
        >
          <Icon aria-hidden className="size-3.5" />
        </button>
      ))}
    </fieldset>
  );
}
