import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dockerClaim,
  efsClaim,
  environmentConfigMap,
  registrySecret,
  secretValue,
  serviceAccount,
} from "./aws-names.ts";

const sm = (tail: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${tail}`;
const ssm = (tail: string) => `arn:aws:ssm:eu-west-1:111122223333:parameter/${tail}`;

describe("a secret of Secrets Manager", () => {
  test.each<[string, string, object]>([
    ["with the random suffix", sm("prod/db-AbC3Ef"), { secret: "prod.db", key: "SecretString" }],
    ["without it", sm("prod/db"), { secret: "prod.db", key: "SecretString" }],
    ["whose name ends in six letters", sm("my-secret"), { secret: "my-secret", key: "SecretString" }],
    ["whose name ends in six letters, with the suffix", sm("my-secret-1a2b3c"), { secret: "my-secret" }],
    ["with a JSON key", sm("prod/db-AbC3Ef:password::"), { secret: "prod.db", key: "password" }],
    ["with a JSON key alone", sm("prod/db-AbC3Ef:password"), { secret: "prod.db", key: "password" }],
    ["in its current version", sm("db:password:AWSCURRENT:"), { secret: "db", key: "password" }],
    ["in an earlier stage", sm("db::AWSPREVIOUS:"), { secret: "db", key: "SecretString", version: "AWSPREVIOUS" }],
    ["in one version", sm("db:::9d4cb84b"), { secret: "db", key: "SecretString", version: "9d4cb84b" }],
    ["in another partition", sm("db").replace("aws", "aws-cn"), { secret: "db" }],
    ["whose name has capitals", sm("Prod/DB"), { secret: expect.stringMatching(/^prod-db-x[0-9a-f]{10}$/) }],
    ["whose name has dots", sm("prod.db"), { secret: expect.stringMatching(/^prod-db-x[0-9a-f]{10}$/) }],
    ["that looks like a parameter's", sm("ssm/db"), { secret: expect.stringMatching(/^ssm-db-x[0-9a-f]{10}$/) }],
    ["with a JSON key that is no key", sm("db:a key::"), { key: expect.stringMatching(/^a-key-x[0-9a-f]{10}$/) }],
    ["with the JSON key of the whole", sm("db:SecretString::"), { key: expect.stringMatching(/^secretstring-x/) }],
  ])("%s", (_what, valueFrom, expected) => {
    expect(secretValue(valueFrom)).toMatchObject(expected);
  });

  test("has no version where it is the current one", () => {
    expect(secretValue(sm("db:password:AWSCURRENT:"))).not.toHaveProperty("version");
    expect(secretValue(sm("db:password::"))).not.toHaveProperty("version");
  });
});

test.each<[string, string, object]>([
  ["by its ARN", ssm("shop/prod/db_password"), { secret: "ssm.shop.prod", key: "db_password" }],
  ["by its name", "/shop/prod/db_password", { secret: "ssm.shop.prod", key: "db_password" }],
  ["of the root", "DB_PASSWORD", { secret: "ssm", key: "DB_PASSWORD" }],
  ["of the root, by its ARN", ssm("DB_PASSWORD"), { secret: "ssm", key: "DB_PASSWORD" }],
  ["whose path has capitals", "/Shop/x", { secret: expect.stringMatching(/^ssm-shop-x[0-9a-f]{10}$/), key: "x" }],
])("a parameter of Systems Manager %s", (_what, valueFrom, expected) => {
  expect(secretValue(valueFrom)).toEqual(expected);
});

test.each<[string, string, string | RegExp]>([
  ["registry credentials by ARN", registrySecret(sm("registry/docker-hub-AbC3Ef")), "registry.docker-hub"],
  ["registry credentials by name", registrySecret("registry/docker-hub"), "registry.docker-hub"],
  ["a role by ARN", serviceAccount("arn:aws:iam::111122223333:role/service-role/shop-web"), "shop-web"],
  ["a role by name", serviceAccount("shop-web"), "shop-web"],
  ["a role with capitals", serviceAccount("ecsTaskRole"), /^ecstaskrole-x[0-9a-f]{10}$/],
  ["an environment file", environmentConfigMap("arn:aws:s3:::shop-config/prod/web.env"), "s3.shop-config.prod.web"],
  ["what is no environment file", environmentConfigMap("s3://shop-config/web.env"), /^s3---shop-config-web-env-x/],
  ["a file system", efsClaim("fs-0123abcd"), "fs-0123abcd"],
  ["an access point", efsClaim("fs-0123abcd", "fsap-4567"), "fs-0123abcd.fsap-4567"],
  ["a shared Docker volume", dockerClaim("data"), "docker.data"],
  ["a shared Docker volume with capitals", dockerClaim("Data"), /^docker-data-x[0-9a-f]{10}$/],
])("%s", (_what, name, expected) => {
  expect(name).toMatch(expected instanceof RegExp ? expected : new RegExp(`^${expected.replaceAll(".", "\\.")}$`));
});

describe("whatever is named,", () => {
  // Few characters, so that names are often nearly the same.
  const segment = fc.stringMatching(/^[abA.\-_]{1,4}$/);
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  const long = fc.stringMatching(/^[a-b/]{1,400}$/);
  const name = fc.oneof({ weight: 4, arbitrary: path }, long, fc.constantFrom("ssm", "ssm/a", "s3/a", "docker/a"));

  const places: readonly [string, (name: string) => string][] = [
    // The suffix tells secrets apart from parameters, and hides none of the name.
    ["secrets", (text) => spelt(secretValue(sm(`${text}-1a2b3c`)))],
    ["keys of a secret", (text) => spelt(secretValue(sm(`db:${text}::`)))],
    ["parameters", (text) => spelt(secretValue(ssm(text)))],
    ["environment files", (text) => environmentConfigMap(`arn:aws:s3:::bucket/${text}.env`)],
    ["roles", (text) => serviceAccount(text)],
    ["file systems", (text) => efsClaim(text)],
    ["shared Docker volumes", (text) => dockerClaim(text)],
  ];

  function spelt({ secret, key }: { secret: string; key: string }): string {
    return `${secret} ${key}`;
  }

  test.each(places)("two %s never meet", (_what, of) => {
    const rooted = (text: string) => text.replace(/^\//, "");
    fc.assert(fc.property(name, name, (a, b) => rooted(a) === rooted(b) || of(a) !== of(b)));
  });

  test("a secret and a parameter never meet, nor a file system and a Docker volume", () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(secretValue(sm(`${a}-1a2b3c`)).secret).not.toBe(secretValue(ssm(b)).secret);
        expect(efsClaim(a)).not.toBe(dockerClaim(b));
      }),
    );
  });

  test("the objects have names and keys that Kubernetes takes", () => {
    const text = fc.oneof(name, fc.string({ minLength: 1 }));
    const isName = (object: string) => /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(object);
    fc.assert(
      fc.property(text, (some) => {
        for (const { secret, key } of [secretValue(some), secretValue(sm(some)), secretValue(sm(`db:${some}::`))]) {
          expect(key).toMatch(/^[-._a-zA-Z0-9]{1,253}$/);
          expect(isName(secret)).toBe(true);
        }
        for (const of of [environmentConfigMap, registrySecret, serviceAccount, efsClaim, dockerClaim]) {
          expect(isName(of(some))).toBe(true);
        }
      }),
    );
  });
});
