import {
	createWebhook,
	deleteWebhook,
	getPlace,
	getTrashed,
	listFolder,
	listWebhooks,
	readEvents,
	updateWebhook,
	whoAmI,
	type Box,
} from '../../../nodes/Box/api';
import { PROBLEM, ok, type Result } from '../../../nodes/core/result';

const boxThatReturns = (text: string) => ({
	url: 'https://api.box.com',
	send: async () => ok({ status: 200, headers: {}, body: Buffer.from(text) }),
});

describe("an unexpected response of Box's API", () => {
	it.each([
		['is empty', '', 'body'],
		['is a list', '[]', 'body'],
		['lacks the id', '{}', 'id'],
	])('that %s is reported with the part that is not valid', async (_what, text, part) => {
		expect(await whoAmI(boxThatReturns(text))).toEqual({
			ok: false,
			problem: {
				reason: PROBLEM.unexpected,
				message: `The request to Box for the user of the access token failed: Box's response lacks a valid ${part}. Try again later.`,
			},
		});
	});
});

describe('the next step after a request that Box forbids (403)', () => {
	const forbidding: Box = {
		url: 'https://api.box.com',
		send: async () => ok({ status: 403, headers: {}, body: Buffer.from('') }),
	};
	const file = { type: 'file', id: '1' } as const;
	const wanted = { target: file, address: 'https://n8n.example/webhook', triggers: [] };
	const events = (stream_type: string) => async (box: Box) =>
		await readEvents(box, { stream_type }, Date.now);
	const ADVICE = [
		'Manage Webhooks',
		'Manage enterprise properties',
		'check that the app has the scope Read all files and folders stored in Box',
		'check the scopes of the app',
	] as const;
	type Advice = (typeof ADVICE)[number];

	it.each<[what: string, advice: Advice, request: (box: Box) => Promise<Result<unknown>>]>([
		['listing webhooks', ADVICE[0], listWebhooks],
		['creating a webhook', ADVICE[0], async (box) => await createWebhook(box, wanted)],
		['updating a webhook', ADVICE[0], async (box) => await updateWebhook(box, '5', wanted)],
		['removing a webhook', ADVICE[0], async (box) => await deleteWebhook(box, '5')],
		['reading the events of an enterprise', ADVICE[1], events('admin_logs_streaming')],
		['reading the history of an enterprise', ADVICE[1], events('admin_logs')],
		['listing a folder', ADVICE[2], async (box) => await listFolder(box, '0')],
		['finding the folder of a file', ADVICE[2], async (box) => await getPlace(box, file)],
		['reading a file in the trash', ADVICE[2], async (box) => await getTrashed(box, file)],
		['reading the events of a user', ADVICE[3], events('changes')],
		['reading the user', ADVICE[3], whoAmI],
	])('fits %s', async (_what, advice, request) => {
		const read = await request(forbidding);
		if (read.ok) throw new Error('Box forbade nothing.');
		expect(read.problem.reason).toBe(PROBLEM.forbidden);
		const { message } = read.problem;
		expect(ADVICE.filter((one) => message.includes(one))).toEqual([advice]);
	});
});
