import type { ComponentProps } from "react";

const VARIANT = {
  plain: "border-line-strong bg-panel text-fg hover:bg-raised",
  primary: "border-transparent bg-accent text-accent-fg hover:brightness-110",
  danger: "border-failed/60 bg-panel text-failed hover:bg-bad-bg",
  ghost: "border-transparent bg-transparent text-muted hover:bg-raised hover:text-fg",
} as const;

export type ButtonVariant = keyof typeof VARIANT;

const SIZE = { sm: "h-7 px-2.5 text-xs", md: "h-8 px-3 text-[13px]", lg: "h-9 px-4 text-[13px]" } as const;
export type ButtonSize = keyof typeof SIZE;

/** The look of a button, for links that act like one. */
export function buttonClass(variant: ButtonVariant = "plain", extra = "", size: ButtonSize = "md"): string {
  return `inline-flex ${SIZE[size]} items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50 ${VARIANT[variant]} ${extra}`;
}

export function Button({
  variant = "plain",
  size = "md",
  className = "",
  type = "button",
  ...rest
}: ComponentProps<"button"> & { variant?: ButtonVariant; size?: ButtonSize }) {
  return <button type={type} className={buttonClass(variant, className, size)} {...rest} />;
}
