-- Who a person is (passwords, second factors, passkeys, sessions) lives in a schema of its own that the program's role
-- cannot read: a hole in a query of a workspace must never reach a password hash. Memberships and roles are elsewhere.
-- Tables and columns are those better-auth expects (sign-in/auth.test.ts compares), hence their camel case.

create schema if not exists auth;
revoke all on schema auth from public;

create table auth."user" (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  email text not null unique check (email = lower(email)),
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp,
  "twoFactorEnabled" boolean
);

create table auth.session (
  id uuid primary key default gen_random_uuid(),
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" uuid not null references auth."user" (id) on delete cascade
);
create index "session_userId_idx" on auth.session ("userId");
create index session_by_expiry on auth.session ("expiresAt");

-- One way in of a user: 'credential' (a password) or 'oidc' (the company's provider, which never leaves its tokens here).
create table auth.account (
  id uuid primary key default gen_random_uuid(),
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  "accessToken" text check ("accessToken" is null),
  "refreshToken" text check ("refreshToken" is null),
  "idToken" text check ("idToken" is null),
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null,
  unique ("providerId", "accountId")
);
create index "account_userId_idx" on auth.account ("userId");

-- Things that prove something once and expire: reset links, second steps under way, passkey challenges, OIDC states.
create table auth.verification (
  id uuid primary key default gen_random_uuid(),
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp
);
create index verification_identifier_idx on auth.verification (identifier);
-- A hash, because the state of a provider sign-in may be longer than what a b-tree takes.
create index verification_by_value on auth.verification using hash (value);
create index verification_by_expiry on auth.verification ("expiresAt");

create table auth."twoFactor" (
  id uuid primary key default gen_random_uuid(),
  secret text not null,
  "backupCodes" text not null,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  verified boolean,
  "failedVerificationCount" integer,
  "lockedUntil" timestamptz
);
create index "twoFactor_secret_idx" on auth."twoFactor" (secret);
create index "twoFactor_userId_idx" on auth."twoFactor" ("userId");

create table auth.passkey (
  id uuid primary key default gen_random_uuid(),
  name text,
  "publicKey" text not null,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  "credentialID" text not null,
  counter integer not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  transports text,
  "createdAt" timestamptz,
  aaguid text
);
create index "passkey_userId_idx" on auth.passkey ("userId");
create unique index "passkey_credentialID_idx" on auth.passkey ("credentialID");

-- Ours: how often an address or an account was tried. In the database so that several nodes count together.
create table auth.attempt (
  key text primary key,
  count integer not null,
  until timestamptz not null
);
create index attempt_by_expiry on auth.attempt (until);
