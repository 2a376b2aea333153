/** Where the helper lives on a machine. The polkit action names the same path. */
export const INSTALL_FOLDER = '/usr/libexec/overlane';
/** What pkexec starts: a script, because pkexec hands on no environment and Electron needs one variable to be Node. */
export const HELPER_PATH = `${INSTALL_FOLDER}/overlane-helper`;
export const BUNDLE_PATH = `${INSTALL_FOLDER}/overlane-helper.cjs`;
/** One line: who put it there, `package` or `copy`. */
export const ORIGIN_PATH = `${INSTALL_FOLDER}/origin`;
export const POLICY_PATH = '/usr/share/polkit-1/actions/io.github.overlane.helper.policy';
/** A copy of the Electron or Node that Overlane runs on, so that no file of the user's ever runs as root. */
export const RUNTIME_PATH = `${INSTALL_FOLDER}/overlane-runtime`;
