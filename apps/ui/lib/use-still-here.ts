import { useEffect, useRef } from "react";

/**
 * For a form that leads somewhere once it is answered: a person who has gone elsewhere meanwhile is not taken away from there.
 * @param place where the form stands now
 * @returns asked when the form is sent, it gives the question to ask at its answer: is the person still there?
 */
export function useStillHere(place: string): () => () => boolean {
  const now = useRef<string | null>(null);
  useEffect(() => {
    now.current = place;
    return () => {
      now.current = null;
    };
  }, [place]);
  return () => () => now.current === place;
}
