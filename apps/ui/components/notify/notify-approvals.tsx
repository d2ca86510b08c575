"use client";

import { Bell } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { Button } from "../button.tsx";
import { onApprovalWish, wantsApprovals, wishApprovals } from "./approval-wish.ts";

/** Offers, once and where one waits, to say on the desktop that a run waits for a decision. Gone once it was answered. */
export function NotifyApprovals() {
  const open = useSyncExternalStore(
    onApprovalWish,
    () => "Notification" in window && Notification.permission !== "denied" && !wantsApprovals(),
    () => false,
  );
  const [denied, setDenied] = useState(false);
  if (denied)
    return (
      <p role="status" className="text-[12px] text-muted">
        Notifications are blocked for this address; the browser's site settings can allow them.
      </p>
    );
  if (!open) return null;
  const ask = async () => {
    const answer = await Notification.requestPermission();
    setDenied(answer !== "granted");
    wishApprovals(answer === "granted");
  };
  return (
    <Button variant="ghost" size="sm" onClick={() => void ask()} className="-ml-2">
      <Bell aria-hidden className="size-3.5" />
      Tell me on the desktop when one waits
    </Button>
  );
}
