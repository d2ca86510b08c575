"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonSize, type ButtonVariant } from "../button.tsx";

/** Copies a text and says so. */
export function CopyButton({
  text,
  label,
  variant = "plain",
  size = "md",
  iconOnly = false,
}: {
  text: string;
  label: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  iconOnly?: boolean;
}) {
  const [answer, setAnswer] = useState<"" | "copied" | "failed">("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setAnswer("copied");
    } catch {
      setAnswer("failed");
    }
    setTimeout(() => setAnswer(""), 1800);
  };
  const Icon = answer === "copied" ? Check : Copy;
  return (
    <Button
      variant={variant}
      size={size}
      onClick={copy}
      title={text.length > 400 ? label : `${label}: ${text}`}
      className={iconOnly ? "h-6 px-1.5" : ""}
    >
      <Icon aria-hidden className="size-3.5" />
      <span className={iconOnly ? "sr-only" : ""}>{label}</span>
      <span role="status" className={answer === "failed" ? "text-failed" : "sr-only"}>
        {answer === "failed" ? "not allowed here" : answer}
      </span>
    </Button>
  );
}
