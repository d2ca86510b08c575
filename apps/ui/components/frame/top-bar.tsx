import { CommandPaletteButton } from "./command-palette-button.tsx";
import { ConnectionState } from "./connection-state.tsx";
import { Mark } from "./rail.tsx";
import { SlotsMeter } from "./slots-meter.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

/** What holds on every page: slots, commands, connection, theme. */
export function TopBar() {
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-1.5 border-b border-line bg-bg/95 px-3 backdrop-blur-sm md:gap-2 md:px-5">
      <span className="mr-1 md:hidden">
        <Mark />
      </span>
      <SlotsMeter />
      <ConnectionState />
      <div className="ml-auto flex items-center gap-1.5">
        <CommandPaletteButton />
        <ThemeSwitch />
      </div>
    </header>
  );
}
