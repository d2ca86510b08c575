"use client";

import type { ComponentProps } from "react";
import { Button } from "./button.tsx";
import { useFacts } from "./frame/facts.tsx";

/** A submit button that starts a run; where the dashboard is read-only it says so and does nothing. */
export function StartButton({ disabled, ...rest }: Omit<ComponentProps<typeof Button>, "type" | "title" | "variant">) {
  const { readOnly } = useFacts();
  return (
    <Button
      {...rest}
      type="submit"
      variant="primary"
      disabled={disabled === true || readOnly}
      title={readOnly ? "This dashboard is read-only" : undefined}
    />
  );
}
