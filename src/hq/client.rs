//! The one file of the HQ app that touches the network: same origin, JSON, the session's cookie.
//!
//! Leaves what failed answers mean to [`super::failure`], and repeating to [`super::live`].

use super::failure::Failure;
use gloo_net::http::{Method, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use web_sys::FormData;

/// Marks what changes something, so that no other site's form can send it.
const OWN_HEADER: &str = "x-lantern";

/// Pulls a JSON answer.
pub async fn get<T: DeserializeOwned>(address: &str) -> Result<T, Failure> {
    let request = RequestBuilder::new(address).build().map_err(|_| Failure::Unreachable)?;
    read(answered(request.send().await).await?).await
}

/// Sends JSON and reads the JSON answer.
pub async fn post<T: DeserializeOwned>(address: &str, body: &impl Serialize) -> Result<T, Failure> {
    let request = mutating(Method::POST, address).json(body).map_err(|_| Failure::Unreadable)?;
    read(answered(request.send().await).await?).await
}

/// Sends JSON; the answer says nothing but that it is done.
pub async fn send(address: &str, body: &impl Serialize) -> Result<(), Failure> {
    let request = mutating(Method::POST, address).json(body).map_err(|_| Failure::Unreadable)?;
    answered(request.send().await).await.map(|_| ())
}

/// Sends files and reads the JSON answer.
pub async fn upload<T: DeserializeOwned>(address: &str, form: FormData) -> Result<T, Failure> {
    let request = mutating(Method::POST, address).body(form).map_err(|_| Failure::Unreadable)?;
    read(answered(request.send().await).await?).await
}

/// Sends a request whose answer says nothing but that it is done.
pub async fn act(method: Method, address: &str) -> Result<(), Failure> {
    let request = mutating(method, address).build().map_err(|_| Failure::Unreachable)?;
    answered(request.send().await).await.map(|_| ())
}

fn mutating(method: Method, address: &str) -> RequestBuilder {
    RequestBuilder::new(address).method(method).header(OWN_HEADER, "1")
}

async fn answered(sent: Result<Response, gloo_net::Error>) -> Result<Response, Failure> {
    let answer = sent.map_err(|_| Failure::Unreachable)?;
    if answer.ok() {
        return Ok(answer);
    }
    let retry_after = answer.headers().get("retry-after");
    let body = answer.text().await.unwrap_or_default();
    Err(Failure::of_answer(answer.status(), &body, retry_after.as_deref()))
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, Failure> {
    answer.json().await.map_err(|_| Failure::Unreadable)
}
