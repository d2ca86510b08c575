import type { Rule } from "./rule.ts";
import {
  ASSIGN,
  EQUALS,
  FLAG,
  FLAG_ANCHORS,
  GAP,
  NO_NUMBER,
  NO_VALUE,
  PASSWORD_ANCHORS,
  PASSWORD_NAME,
  QUOTE,
  REST,
  SCHEME,
  SECRET_ANCHORS,
  SECRET_NAME,
  SUFFIX,
  VALUE,
} from "./rule-parts.ts";

const raw = String.raw;

const named = (name: string, anchors: readonly string[], pattern: string): Rule => ({
  name,
  anchors,
  pattern,
  ignoreCase: true,
});

/** Values that are known by what stands before them in their line. Group 1 is that lead; it stays visible. */
export const ASSIGNMENT_RULES: readonly Rule[] = [
  named(
    "authorization",
    ["authorization"],
    raw`(authorization${ASSIGN}(?:${SCHEME}[ \t]{1,4})?)(?!${SCHEME}(?![A-Za-z0-9_-])|[ \t<$\[{*])[^\x00-\x1f"'\x60\\\x7f]{4,4096}`,
  ),
  named(
    "bearer",
    ["bearer "],
    raw`((?<![a-z])bearer[ \t]{1,4})(?=[a-z._~+\/=-]{0,200}[0-9]|[a-z._~+\/=-]{32})[A-Za-z0-9._~+\/=-]{12,4096}`,
  ),
  named(
    "cookie",
    ["cookie"],
    raw`((?<![a-z])cookie${QUOTE}:${GAP}${QUOTE})(?=[A-Za-z0-9_.$-]{1,80}=)[^\x00-\x1f"'\x60\x7f]{4,4096}`,
  ),
  named(
    "password-double",
    PASSWORD_ANCHORS,
    raw`(${PASSWORD_NAME}${SUFFIX}${EQUALS}\\{0,3}")${NO_VALUE}[^"\x00-\x1f\\\x7f]{1,1024}(?=["\\])`,
  ),
  named(
    "password-single",
    PASSWORD_ANCHORS,
    raw`(${PASSWORD_NAME}${SUFFIX}${EQUALS}')${NO_VALUE}(?:[^'\x00-\x1f\\\x7f]|\\[^\x00-\x1f\x7f]){1,1024}(?=')`,
  ),
  named("password", PASSWORD_ANCHORS, `(${PASSWORD_NAME}${SUFFIX}${ASSIGN})${NO_VALUE}${VALUE}${REST}{1,1024}`),
  named("pwd", ["pwd"], raw`((?<![a-z])pwd${QUOTE}${GAP}[=:]${GAP}${QUOTE})${NO_VALUE}(?![\/~.])${VALUE}{3,1024}`),
  named(
    "secret",
    SECRET_ANCHORS,
    raw`(${SECRET_NAME}${SUFFIX}${ASSIGN})${NO_VALUE}${NO_NUMBER}(?!(?:include|omit|same-origin)["'])${VALUE}{6,2048}`,
  ),
  named(
    "flag",
    FLAG_ANCHORS,
    raw`(${FLAG}(?:[ \t]{1,4}["']?|\\{0,3}["'],[ \t]{0,4}\\{0,3}["']))(?![-$<])${VALUE}{3,1024}`,
  ),
  named(
    "basic-user",
    ["-u ", "--user ", "--user=", "--proxy-user "],
    raw`((?<![a-z0-9-])(?:-u|--user|--proxy-user)[ =]{1,2}["']?[^\x00-\x20"':]{1,128}:)[^\x00-\x20"'$]{2,256}`,
  ),
  named("url-password", ["://"], raw`(:\/\/[^\x00-\x20"'\x60<>\/:@]{0,128}:)[^\x00-\x20"'\x60<>\/]{1,512}(?=@)`),
  // A slash that should have been %2F. Behind digits it is the path of a port, behind "/@" a package's scope.
  named(
    "url-password-slash",
    ["://"],
    raw`(:\/\/[^\x00-\x20"'\x60<>\/:@]{0,128}:)(?![0-9]{1,5}\/)[^\x00-\x20"'\x60<>\/:@]{0,256}\/(?:[^\x00-\x20"'\x60<>:]|:(?!\/\/)){0,512}(?<!\/)(?=@)`,
  ),
  named("url-token", ["://"], raw`(:\/\/)[A-Za-z0-9_.~-]{20,512}(?=@)`),
  named("azure-sas", ["sig="], raw`((?<=[?&])sig=)[A-Za-z0-9%+\/=_-]{20,512}`),
  named("aws-signature", ["x-amz-"], raw`(x-amz-(?:signature|security-token|credential)=)[A-Za-z0-9%+\/=_-]{10,2048}`),
];

/** Names of JSON fields whose whole value is a secret. */
export const SECRET_KEY =
  /(?:password|passwd|passphrase|(?:^|[_.-]|client|app|shared|webhook)secret|secret[_-]?access[_-]?key|(?:api|private|access|secret|auth|account)[_-]?key|^authorization|^(?:set-)?cookie)$|(?:^|[_.-]|auth|access|refresh|id|api|bearer|session)token$/i;

/** A command's flag whose next argument is a secret. */
export const SECRET_FLAG = new RegExp(`^${FLAG}$`, "i");
