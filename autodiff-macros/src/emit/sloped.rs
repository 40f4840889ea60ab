//! Calls of functions that give their slopes together with their value (`emit/function/slopes.rs`).

use super::{Emitter, Fragment, own};
use crate::analyse::is_active;
use crate::ir::{Branch, Operand, Stmt, VarId};
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;

impl Emitter<'_> {
    /// The value; the variables in `slopes` take what they ask for.
    pub(super) fn forward_sloped(
        &self,
        path: &syn::Path,
        args: &[Operand],
        slopes: &[Option<VarId>],
    ) -> TokenStream {
        let ad = &self.ad;
        let args = args.iter().map(|arg| match arg {
            // A constant's type may be open.
            Operand::Inactive(_) => {
                let value = self.forward_scalar(arg);
                quote!(#ad::double(#value))
            }
            Operand::Place(..) => self.forward_scalar(arg),
        });
        let call = self.companion(path, "__with_slopes", &quote!([#(#args),*]));
        let by: Vec<Ident> = (0..slopes.len()).map(slope_name).collect();
        let taken = slopes.iter().zip(&by).filter_map(|(slope, by)| {
            let name = &self.var((*slope)?).name;
            Some(quote!(#name = #by;))
        });
        let value = own("value");
        quote!({ let (#value, [#(#by),*]) = #call; #(#taken)* #value })
    }

    pub(super) fn reverse_sloped(
        &self,
        path: &syn::Path,
        args: &[Operand],
        slopes: &[Option<VarId>],
        y_bar: &TokenStream,
    ) -> TokenStream {
        let ad = &self.ad;
        let minds = self.companion_itself(path, "__MINDS");
        let contributions = args.iter().zip(slopes).filter_map(|(arg, slope)| {
            let slope = &self.var((*slope)?).name;
            let active = is_active(self.body, arg);
            active.then(|| self.pass_on(arg, quote!(#ad::sloped(#minds, #y_bar, #slope))))
        });
        quote!(#(#contributions)*)
    }

    /// Two forms of the same code: the first one for functions that all have slopes. Which of them it is
    /// is known when the code is compiled, so that nothing is noted of it.
    pub(super) fn two_forms(&mut self, stmt: &Stmt, branch: &Branch) -> Fragment {
        let conditions = branch.sloped.iter();
        let conditions: Vec<TokenStream> = conditions
            .map(|path| self.companion_itself(path, "__HAS_SLOPES"))
            .collect();
        let forms: Vec<Fragment> = branch.arms.iter().map(|arm| self.arm(arm, None)).collect();
        let either = |part: fn(&Fragment) -> &TokenStream| {
            let forms = forms.iter().map(part).map(|code| quote!({ #code }));
            let forms: Vec<TokenStream> = forms.collect();
            quote!(if #(#conditions)&&* #(#forms)else*)
        };
        let forward = either(|form| &form.forward);
        let reverse = if self.is_live(stmt) {
            either(|form| &form.reverse)
        } else {
            TokenStream::new()
        };
        Fragment { forward, reverse }
    }
}

fn slope_name(at: usize) -> Ident {
    format_ident!("by_argument{at}", span = Span::mixed_site())
}
