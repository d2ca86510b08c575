/**
 * The headers of every answer. Without a nonce (answers that `server.ts` gives itself) nothing may run at all.
 * `Referrer-Policy: same-origin`, because `no-referrer` makes forms without JavaScript send `Origin: null`.
 */
export function securityHeaders(options: { nonce?: string; dev: boolean }): Record<string, string> {
  return {
    "content-security-policy": options.nonce ? pagePolicy(options.nonce, options.dev) : CLOSED,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
}

const CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

function pagePolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'none'",
    // React's development build rebuilds stack traces with eval.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    // Development injects styles without a nonce; a nonce beside 'unsafe-inline' would switch that off.
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    dev ? "connect-src 'self' ws:" : "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join("; ");
}
