import { whoAmI } from '../../../nodes/Box/api';
import { PROBLEM, ok } from '../../../nodes/core/result';

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
