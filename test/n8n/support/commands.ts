import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { n8nEnvironment, type N8nPlace } from '../install/environment';
import { run } from '../install/run';
import type { Line } from '../install/places';
import type { CredentialStub, WorkflowJson } from './workflow';

/** One of n8n's commands and its flags. */
export type Command = [name: string, flags: Record<string, string>];

/**
 * The longest ID that a workflow may have. n8n runs a workflow with a longer ID but silently stores
 * no static data for it (`isWorkflowIdValid` in its utils.js). So a poll would start over after a
 * restart.
 */
export const longestWorkflowId: Record<Line, number> = { '2.41': 21, '1.123': 16 };

/**
 * Imports credentials and workflows, then runs further n8n commands, all in one process. n8n need
 * not run. A running n8n notices a publication only when it starts again. Rejects with n8n's
 * message if n8n rejects a command.
 */
export async function runCommands(
	place: N8nPlace,
	environment: Record<string, string>,
	work: { credentials?: CredentialStub[]; workflows?: WorkflowJson[]; more?: Command[] },
): Promise<void> {
	const longest = longestWorkflowId[place.host.line];
	const tooLong = work.workflows?.find(({ id }) => id.length > longest);
	if (tooLong) throw new Error(`n8n ${place.host.line} stores nothing of the id ${tooLong.id}`);
	const files = await mkdtemp(join(tmpdir(), 'n8n-import-'));
	try {
		const commands: Command[] = [];
		const add = async (kind: 'credentials' | 'workflow', entries: unknown[] = []) => {
			if (entries.length === 0) return;
			const input = join(files, `${kind}.json`);
			// The file contains a test's secrets, which other users must not read either.
			await writeFile(input, JSON.stringify(entries), { mode: 0o600 });
			commands.push([`import:${kind}`, { input }]);
		};
		await add('credentials', work.credentials);
		await add('workflow', work.workflows);
		commands.push(...(work.more ?? []));
		if (commands.length === 0) return;
		await run(place.host.node, [join(__dirname, 'commandRunner.cjs'), place.host.n8n], {
			directory: place.userFolder,
			environment: n8nEnvironment(place, environment),
			input: JSON.stringify(commands),
		});
	} finally {
		await rm(files, { recursive: true, force: true });
	}
}
