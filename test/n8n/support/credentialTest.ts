import type { N8n } from './n8n';

/** What n8n shows after a credential test. */
export interface TestAnswer {
	status: string;
	message: string;
}

/**
 * Tests a saved credential as n8n's editor does after an edit: with all fields as n8n stored them, hidden ones too, and
 * the edited ones.
 */
export async function testEdited(
	n8n: Pick<N8n, 'rest'>,
	id: string,
	edited: Record<string, unknown> = {},
): Promise<TestAnswer> {
	const { body } = await n8n.rest('GET', `/rest/credentials/${id}?includeData=true`);
	const { name, type, data } = (body as { data: Record<string, object> }).data;
	const credentials = { id, name, type, data: { ...data, ...edited } };
	const answer = await n8n.rest('POST', '/rest/credentials/test', { credentials });
	return (answer.body as { data: TestAnswer }).data;
}
