import { type Rule, WORD_START } from "./rule.ts";

const raw = String.raw;
const rule = (name: string, anchors: string | readonly string[], pattern: string): Rule => ({
  name,
  anchors: typeof anchors === "string" ? [anchors] : anchors,
  pattern,
});
/** For prefixes that could also end an ordinary word. */
const word = (name: string, anchors: string | readonly string[], pattern: string): Rule =>
  rule(name, anchors, WORD_START + pattern);

const GITLAB = "glpat gldt glrt glrtr glptt glsoat glcbt glft glagent gloas glimt glffct glwt".split(" ");

const STRIPE = ["sk_", "rk_", "pk_"].flatMap((key) => [`${key}live_`, `${key}test_`, `${key}prod_`]);

/** Tokens that are known by their own prefix. */
export const TOKEN_RULES: readonly Rule[] = [
  // Sixteen more and then no letter: in base64 of a binary such runs are common.
  word("aws-access-key", ["akia", "asia", "abia", "acca", "aroa", "aida"], raw`A[A-Z]{3}[A-Z0-9]{16}(?![A-Za-z0-9+])`),
  rule("github", ["gho_", "ghp_", "ghu_", "ghs_", "ghr_"], raw`gh[opusr]_[A-Za-z0-9]{20,255}`),
  rule("github-fine-grained", "github_pat_", raw`github_pat_[A-Za-z0-9_]{20,255}`),
  rule(
    "gitlab",
    GITLAB.map((prefix) => `${prefix}-`),
    raw`gl[a-z]{2,5}-[A-Za-z0-9_=.-]{16,255}`,
  ),
  rule("slack", "xox", raw`xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,255}`),
  rule("slack-app", "xapp-", raw`xapp-[A-Za-z0-9-]{10,255}`),
  rule("slack-webhook", "hooks.slack", raw`hooks\.slack\.com\/[a-z]{4,12}\/[A-Za-z0-9+\/_-]{20,255}`),
  // OpenAI, Anthropic, OpenRouter, DeepSeek and others; words with dashes (task-queue-…) have no digit or capital early.
  word("sk", "sk-", raw`sk-(?=[A-Za-z0-9_-]{0,40}[0-9A-Z])[A-Za-z0-9_-]{16,512}`),
  rule("google-api-key", "aiza", raw`AIza[A-Za-z0-9_-]{30,80}`),
  rule("google-oauth", "ya29.", raw`ya29\.[A-Za-z0-9_-]{20,1024}`),
  rule("google-client-secret", "gocspx-", raw`GOCSPX-[A-Za-z0-9_-]{20,80}`),
  rule("google-refresh", "1//0", raw`(?<![A-Za-z0-9\/])1\/\/0[A-Za-z0-9_-]{30,255}`),
  word("stripe", STRIPE, raw`[srp]k_(?:live|test|prod)_[A-Za-z0-9]{10,255}`),
  rule("webhook-secret", "whsec_", raw`whsec_[A-Za-z0-9+\/=_-]{16,255}`),
  rule("npm", "npm_", raw`npm_[A-Za-z0-9]{30,255}`),
  rule("pypi", "pypi-", raw`pypi-[A-Za-z0-9_-]{32,1024}`),
  rule("rubygems", "rubygems_", raw`rubygems_[a-f0-9]{32,80}`),
  word("hugging-face", ["hf_", "api_org_"], raw`(?:hf|api_org)_[A-Za-z0-9]{30,80}`),
  word(
    "model-providers",
    ["gsk_", "xai-", "r8_", "pplx-", "nvapi-", "fw_"],
    raw`[a-z0-9]{2,5}[_-][A-Za-z0-9_-]{30,255}`,
  ),
  rule("sendgrid", "sg.", raw`SG\.[A-Za-z0-9_-]{16,80}\.[A-Za-z0-9_-]{16,120}`),
  word("twilio", ["sk", "ac"], raw`(?:SK|AC)[0-9a-f]{32}(?![0-9a-f])`),
  word("mailgun", "key-", raw`key-[0-9a-f]{32}`),
  { name: "mailchimp", anchors: ["-us"], back: 32, pattern: raw`(?<![0-9a-f])[0-9a-f]{32}-us[0-9]{1,2}` },
  rule("digitalocean", ["dop_v1_", "doo_v1_", "dor_v1_"], raw`do[opr]_v1_[a-f0-9]{40,80}`),
  rule("shopify", ["shpat_", "shpca_", "shppa_", "shpss_"], raw`shp[acps][ast]_[A-Fa-f0-9]{32}`),
  word("databricks", "dapi", raw`dapi[a-f0-9]{32}`),
  rule("doppler", "dp.", raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{30,120}`),
  word("vault", ["hvs.", "hvb.", "hvr."], raw`hv[sbr]\.[A-Za-z0-9_-]{20,300}`),
  rule("linear", ["lin_api_", "lin_oauth_"], raw`lin_(?:api|oauth)_[A-Za-z0-9]{30,80}`),
  word("notion", ["ntn_", "secret_"], raw`(?:ntn_|secret_)[A-Za-z0-9]{40,60}`),
  rule("atlassian", ["atatt3", "atctt3"], raw`AT(?:ATT3|CTT3)[A-Za-z0-9_=-]{30,300}`),
  rule("figma", ["figd_", "figo_", "figu_"], raw`fig[dou]_[A-Za-z0-9_-]{30,80}`),
  rule("telegram", ":aa", raw`(?<=(?<![0-9])[0-9]{8,10}):AA[A-Za-z0-9_-]{32,34}`),
  rule("discord-webhook", "/api/webhooks/", raw`\/api\/webhooks\/[0-9]{10,22}\/[A-Za-z0-9_-]{40,100}`),
  rule("square", "sq0", raw`sq0[a-z]{3}-[A-Za-z0-9_-]{22,80}`),
  rule("square-access", "eaaa", raw`(?<![A-Za-z0-9+\/])EAAA[A-Za-z0-9_-]{56,64}(?![A-Za-z0-9+\/=])`),
  // "-----BEGIN " in base64, as Kubernetes and CI variables keep keys; a certificate is public.
  rule("base64-key", "ls0tls1crudjti", raw`LS0tLS1CRUdJTi(?!BDRVJU)[A-Za-z0-9+\/=]{20,16384}`),
  rule("age", "age-secret-key-1", raw`AGE-SECRET-KEY-1[A-Z0-9]{50,80}`),
  word("supabase-netlify", ["sbp_", "nfp_"], raw`(?:sbp|nfp)_[A-Za-z0-9]{30,80}`),
  rule("fly", ["flyv1 fm", "fo1_"], raw`(?:FlyV1 fm[12]_|fo1_)[A-Za-z0-9_+\/=,-]{30,2048}`),
  rule("postman", "pmak-", raw`PMAK-[A-Fa-f0-9]{20,30}-[A-Fa-f0-9]{30,40}`),
  rule("sentry", ["sntrys_", "sntryu_"], raw`sntry[su]_[A-Za-z0-9_+\/=-]{40,300}`),
  rule("grafana", ["glsa_", "glc_"], raw`gl(?:sa|c)_[A-Za-z0-9_+\/=]{30,400}`),
  rule("new-relic", ["nrak-", "nrjs-", "nrii-"], raw`NR(?:AK|JS|II)-[A-Za-z0-9]{20,40}`),
  word("pulumi", "pul-", raw`pul-[a-f0-9]{40}`),
  {
    name: "terraform",
    anchors: [".atlasv1."],
    back: 14,
    pattern: raw`[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}`,
  },
  rule("docker", ["dckr_pat_", "dckr_oat_"], raw`dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,80}`),
  rule("ci", ["ccipat_", "cciprj_", "bkua_"], raw`(?:CCIPAT_|CCIPRJ_|bkua_)[A-Za-z0-9_]{20,120}`),
  // Never tried inside a run of its own characters, so that a long run costs one look.
  word("jwt", "eyj", raw`(?<![_-])eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,8192}(?:\.[A-Za-z0-9_-]{0,4096}){0,3}`),
];
