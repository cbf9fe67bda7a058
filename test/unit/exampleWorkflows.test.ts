import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { longestWorkflowId } from '../n8n/commands';

const folder = join(__dirname, '..', '..', 'workflows');
const examples = readdirSync(folder).filter((name) => name.endsWith('.json'));

it.each(examples)('%s has an id under which every line of n8n stores static data', (name) => {
	const { id } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { id: string };
	expect(id.length).toBeLessThanOrEqual(Math.min(...Object.values(longestWorkflowId)));
});
