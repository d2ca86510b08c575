"use client";

import { createContext, type ReactNode, useContext, useState } from "react";

interface Notes {
  text: string;
  say(text: string): void;
}
const NotesContext = createContext<Notes>({ text: "", say() {} });

/** Holds the one sentence about what was just done. */
export function NoteProvider({ children }: { children: ReactNode }) {
  const [text, say] = useState("");
  return <NotesContext value={{ text, say }}>{children}</NotesContext>;
}

/** Says what was just done, and what follows from it. */
export const useSay = () => useContext(NotesContext).say;

/** The line that says it, for eyes and screen readers. */
export function Note() {
  const { text } = useContext(NotesContext);
  return (
    <p role="status" data-testid="console-note" className="min-w-0 truncate text-muted" title={text}>
      {text}
    </p>
  );
}
