//! Keys of ICS as a server gives them.

/// A key of 22 bytes: a namespace and a number.
pub fn xid(namespace: u8, number: u8) -> Vec<u8> {
    [[namespace; 16].as_slice(), &[0, 0, 0, 0, 0, number]].concat()
}

/// A change list of one key.
pub fn change_list(key: &[u8]) -> Vec<u8> {
    [&[key.len() as u8], key].concat()
}
