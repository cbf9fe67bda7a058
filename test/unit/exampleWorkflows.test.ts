import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { longestWorkflowId } from '../n8n/support/commands';

const folder = join(__dirname, '..', '..', 'workflows');
const examples = readdirSync(folder).filter((name) => name.endsWith('.json'));

it.each(examples)('%s has an id under which every line of n8n stores static data', (name) => {
	const { id } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { id: string };
	expect(id.length).toBeLessThanOrEqual(Math.min(...Object.values(longestWorkflowId)));
});

it.each(examples)('%s has pinned data, if none: without, no step of it can be executed', (name) => {
	// n8n 2.41.1 stores null for what an import lacks, and answers the editor's "Execute step" with
	// "Cannot read properties of null".
	const { pinData } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { pinData?: object };
	expect(pinData).toEqual({});
});
