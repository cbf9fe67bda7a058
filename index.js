// For receivers and senders of signed events. n8n reads what it loads from package.json (`n8n.nodes`, `n8n.credentials`).
const { signRequest } = require('./dist/nodes/core/envelope/signRequest');
const {
	VERIFICATION_FAILURE,
	verifySignedEvent,
} = require('./dist/nodes/core/envelope/verifySignedEvent');

module.exports = { VERIFICATION_FAILURE, signRequest, verifySignedEvent };
