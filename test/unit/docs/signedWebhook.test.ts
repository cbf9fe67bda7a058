import { readFileSync } from 'node:fs';

import { DOCUMENT, withCurrentProviders } from '../../docs/providerTable';

it('docs/signed-webhook.md lists the providers as the rows have them', () => {
	const document = readFileSync(DOCUMENT, 'utf8');
	// If this fails: npx tsx test/docs/providerTable.ts
	expect(document).toBe(withCurrentProviders(document));
});
