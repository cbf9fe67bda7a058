import { connect, openBox } from '../../../nodes/Box/connect';
import { box } from '../../../nodes/Box/vendor';

const KEYS = { primarySignatureSecret: 'a-long-primary-key', secondarySignatureSecret: '' };

function connected(panel: Record<string, unknown>, credential: object = KEYS) {
	const getNodeParameter = (name: string, fallback: unknown) => panel[name] ?? fallback;
	const place = {
		getNode: () => ({ id: '1' }),
		getWorkflow: () => ({ id: '2' }),
		getMode: () => 'webhook',
	};
	const functions = { getNodeParameter, helpers: {}, ...place };
	const outcome = connect(functions as never, credential as never);
	if (!outcome.ok) throw new Error(outcome.problem.message);
	return outcome.value;
}

describe('a connection', () => {
	it('contains the targets and triggers of the parameters', () => {
		const connection = connected({ targets: '1,2', triggers: ['FILE.MOVED'] });
		expect(connection).toMatchObject({
			targets: [{ id: '1' }, { id: '2' }],
			triggers: ['FILE.MOVED'],
			box: { url: 'https://api.box.com' },
		});
		expect(box.configError?.(connection)).toBeUndefined();
	});

	it('fetches details only if the user switched that on', () => {
		expect(connected({ targets: '1' }).fetchDetails).toBe(false);
		const options = { fetchDetails: true };
		expect(connected({ targets: '1', options }).fetchDetails).toBe(true);
	});

	it('with invalid parameters prevents an activation, but not verification', () => {
		const connection = connected({ targets: 'file:1', triggers: ['FILE.UPLOADED'] });
		expect(box.configError?.(connection)).toMatch(
			/FILE\.UPLOADED cannot be used for file 1: Box offers it for a folder only/,
		);
		expect(connection.keys.primary).toBe('a-long-primary-key');
		expect(box.subscriptions?.wanted(connection, 'https://n8n.example/')).toEqual([]);
	});

	it('without a key reports that first', () => {
		const connection = connected({ targets: '' }, {});
		expect(box.configError?.(connection)).toMatch(/no signature key/);
	});

	it.each([
		['the subject of an app', { grantType: 'clientCredentials', subjectId: '1' }, /Subject ID/],
		['nothing else of a user', {}, /no access token\. Check the client ID and secret/],
	])('names %s if Box returns no token', async (_, credential, says) => {
		const thrown = new Error('Failed to acquire OAuth2 access token');
		const helpers = { httpRequestWithAuthentication: async () => await Promise.reject(thrown) };
		const opened = openBox({ helpers } as never, credential as never);
		if (!opened.ok) throw new Error(opened.problem.message);
		const answer = await opened.value.box.send({ method: 'GET', url: 'https://api.box.com/x' });
		expect(answer).toMatchObject({ problem: { message: expect.stringMatching(says) } });
	});

	it('fails with an invalid credential', () => {
		expect(() => connected({}, { ...KEYS, useBaseUrl: true })).toThrow(/Base URL/);
	});
});
