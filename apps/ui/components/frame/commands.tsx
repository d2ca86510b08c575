"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { isShortcut } from "./keys.ts";

const CommandPalette = dynamic(() => import("./command-palette.tsx").then((m) => m.CommandPalette), { ssr: false });
const HelpDialog = dynamic(() => import("./help-dialog.tsx").then((m) => m.HelpDialog), { ssr: false });

/** Opens the palette from anywhere. */
export const OPEN_COMMANDS = "toolloop:commands";

/** The keys that work on every page, and the two dialogs they open; their code is fetched when first needed. */
export function Commands() {
  const router = useRouter();
  const [open, setOpen] = useState<"commands" | "help" | "none">("none");
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === "k") {
        e.preventDefault();
        setOpen((o) => (o === "commands" ? "none" : "commands"));
      } else if (!isShortcut(e)) return;
      else if (e.key === "?") {
        e.preventDefault();
        setOpen("help");
      } else if (e.key === "n") {
        e.preventDefault();
        router.push("/new");
      }
    };
    const onOpen = () => setOpen("commands");
    document.addEventListener("keydown", onKey);
    window.addEventListener(OPEN_COMMANDS, onOpen);
    return () => {
      document.removeEventListener("keydown", onKey);
      window.removeEventListener(OPEN_COMMANDS, onOpen);
    };
  }, [router]);
  const close = () => setOpen("none");
  if (open === "commands") return <CommandPalette onClose={close} onHelp={() => setOpen("help")} />;
  if (open === "help") return <HelpDialog onClose={close} />;
  return null;
}
