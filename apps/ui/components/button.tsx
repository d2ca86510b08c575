import type { ComponentProps } from "react";

const VARIANT = {
  plain: "border-line-strong bg-panel text-fg hover:bg-raised",
  primary: "border-transparent bg-accent text-accent-fg hover:brightness-110",
  danger: "border-failed/60 bg-panel text-failed hover:bg-bad-bg",
  ghost: "border-transparent bg-transparent text-muted hover:bg-raised hover:text-fg",
} as const;

export type ButtonVariant = keyof typeof VARIANT;

/** The look of a button, for links that act like one. */
export function buttonClass(variant: ButtonVariant = "plain", extra = ""): string {
  return `inline-flex h-8 items-center justify-center gap-1.5 rounded-md border px-3 text-[13px] font-medium whitespace-nowrap select-none disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50 ${VARIANT[variant]} ${extra}`;
}

export function Button({
  variant = "plain",
  className = "",
  type = "button",
  ...rest
}: ComponentProps<"button"> & { variant?: ButtonVariant }) {
  return <button type={type} className={buttonClass(variant, className)} {...rest} />;
}
